/*
 * SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
 * SPDX-License-Identifier: EUPL-1.2
 *
 * The beginning of the AppImage: mounts the file system that follows it with FUSE and starts AppRun in it. Where there
 * is no FUSE it extracts to a temporary folder instead, and removes that afterwards. Written from the AppImage
 * specification (type 2), on libsquashfuse (BSD-2-Clause) and libfuse3 (LGPL-2.1).
 *
 * The build writes the magic 'AI\2' at offset 8 after linking.
 */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 31
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <squashfuse/ll.h>
#include <squashfuse/squashfuse.h>

#ifndef RUNTIME_VERSION
#define RUNTIME_VERSION "dev"
#endif
/* empty ELF sections that the spec names; a build step may fill .upd_info */
__attribute__((used, section(".upd_info"))) static const char upd_info[1024] = {0};
__attribute__((used, section(".sha256_sig"))) static const char sha256_sig[1024] = {0};
__attribute__((used, section(".sig_key"))) static const char sig_key[8192] = {0};

static void die(const char *what) { fprintf(stderr, "AppImage: %s: %s\n", what, strerror(errno)); exit(127); }

static off_t elf_end(int fd) {
    Elf64_Ehdr eh; off_t end; 
    if (pread(fd, &eh, sizeof eh, 0) != sizeof eh || memcmp(eh.e_ident, ELFMAG, SELFMAG)) return -1;
    end = eh.e_shoff + (off_t)eh.e_shentsize * eh.e_shnum;
    for (int i = 0; i < eh.e_shnum; i++) {
        Elf64_Shdr sh;
        if (pread(fd, &sh, sizeof sh, eh.e_shoff + (off_t)i * eh.e_shentsize) != sizeof sh) return -1;
        if (sh.sh_type != SHT_NOBITS && (off_t)(sh.sh_offset + sh.sh_size) > end) end = sh.sh_offset + sh.sh_size;
    }
    return end;
}

static int rm_cb(const char *p, const struct stat *s, int t, struct FTW *f) { (void)s; (void)t; (void)f; return remove(p); }
static void rm_tree(const char *p) { nftw(p, rm_cb, 32, FTW_DEPTH | FTW_PHYS); }

/* ---- extraction ---------------------------------------------------------------- */
static int write_file(sqfs *fs, sqfs_inode *ino, const char *dst) {
    int fd = open(dst, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    static char buf[1 << 20];
    uint64_t size = ino->xtra.reg.file_size, pos = 0;
    while (pos < size) {
        sqfs_off_t n = sizeof buf;
        if (sqfs_read_range(fs, ino, (sqfs_off_t)pos, &n, buf) != SQFS_OK || n <= 0) { close(fd); errno = EIO; return -1; }
        for (sqfs_off_t w = 0; w < n;) { ssize_t k = write(fd, buf + w, n - w); if (k < 0) { close(fd); return -1; } w += k; }
        pos += n;
    }
    fchmod(fd, ino->base.mode & 0777);
    return close(fd);
}

static int extract(const char *img, off_t off, const char *dest, const char *pattern, bool verbose) {
    sqfs fs; sqfs_traverse trv; sqfs_err err; char path[PATH_MAX];
    if (sqfs_open_image(&fs, img, (size_t)off) != SQFS_OK) return -1;
    if (mkdir(dest, 0755) && errno != EEXIST) return -1;
    if (sqfs_traverse_open(&trv, &fs, sqfs_inode_root(&fs)) != SQFS_OK) return -1;
    while (sqfs_traverse_next(&trv, &err)) {
        if (trv.dir_end) continue;
        if (trv.path[0] == '/' || strstr(trv.path, "../")) { errno = EINVAL; return -1; }
        sqfs_inode ino;
        if (sqfs_inode_get(&fs, &ino, sqfs_dentry_inode(&trv.entry)) != SQFS_OK) { errno = EIO; return -1; }
        if ((size_t)snprintf(path, sizeof path, "%s/%s", dest, trv.path) >= sizeof path) { errno = ENAMETOOLONG; return -1; }
        mode_t type = ino.base.mode & S_IFMT;
        if (pattern && type != S_IFDIR && fnmatch(pattern, trv.path, FNM_LEADING_DIR)) continue;
        int rc = 0;
        if (type == S_IFDIR) { rc = mkdir(path, 0755); if (rc && errno == EEXIST) rc = 0; }
        else if (type == S_IFREG) { if (pattern) unlink(path); rc = write_file(&fs, &ino, path); }
        else if (type == S_IFLNK) {
            char tgt[PATH_MAX]; size_t n = sizeof tgt;
            if (sqfs_readlink(&fs, &ino, tgt, &n) != SQFS_OK) { errno = EIO; rc = -1; }
            else { rc = symlink(tgt, path); if (rc && errno == EEXIST) rc = 0; }
        }
        if (rc) { fprintf(stderr, "AppImage: cannot extract %s: %s\n", path, strerror(errno)); return -1; }
        if (verbose && type != S_IFDIR) puts(path);
    }
    sqfs_traverse_close(&trv);
    sqfs_destroy(&fs);
    return err == SQFS_OK ? 0 : -1;
}

/* ---- FUSE ---------------------------------------------------------------------- */
static struct fuse_session *g_se;
static char g_mnt[PATH_MAX];

/* serve until the read end of the keep-alive pipe sees EOF (the app and all that inherited it are gone) */
static void *pipe_watch(void *arg) {
    char c; int fd = *(int *)arg;
    while (read(fd, &c, 1) > 0 || errno == EINTR) {}
    fuse_session_exit(g_se);
    fuse_session_unmount(g_se);   /* wakes the loop */
    rmdir(g_mnt);
    _exit(0);
}

static int serve(const char *img, off_t off, int ready_fd, int keep_fd) {
    sqfs_ll *ll = calloc(1, sizeof *ll);
    if (sqfs_open_image(&ll->fs, img, (size_t)off) != SQFS_OK || sqfs_ll_init(ll) != SQFS_OK) return 1;
    struct fuse_lowlevel_ops ops; memset(&ops, 0, sizeof ops);
    ops.getattr = sqfs_ll_op_getattr; ops.opendir = sqfs_ll_op_opendir; ops.releasedir = sqfs_ll_op_releasedir;
    ops.readdir = sqfs_ll_op_readdir; ops.lookup = sqfs_ll_op_lookup; ops.open = sqfs_ll_op_open;
    ops.create = sqfs_ll_op_create; ops.release = sqfs_ll_op_release; ops.read = sqfs_ll_op_read;
    ops.readlink = sqfs_ll_op_readlink; ops.listxattr = sqfs_ll_op_listxattr; ops.getxattr = sqfs_ll_op_getxattr;
    ops.forget = sqfs_ll_op_forget; ops.statfs = stfs_ll_op_statfs;
    char *av[] = {"appimage", "-o", "ro,nosuid,nodev,subtype=squashfuse,fsname=appimage", NULL};
    struct fuse_args args = FUSE_ARGS_INIT(3, av);
    g_se = fuse_session_new(&args, &ops, sizeof ops, ll);
    if (!g_se || fuse_session_mount(g_se, g_mnt)) return 1;
    if (write(ready_fd, "1", 1) != 1) return 1;
    close(ready_fd);
    pthread_t t; pthread_create(&t, NULL, pipe_watch, &keep_fd);
    fuse_session_loop(g_se);
    fuse_session_unmount(g_se); rmdir(g_mnt);
    return 0;
}

/* returns write end of the keep-alive pipe, or -1 if the image could not be mounted */
static int mount_image(const char *img, off_t off) {
    const char *tmp = getenv("TMPDIR"); if (!tmp || !*tmp) tmp = "/tmp";
    const char *base = strrchr(img, '/'); base = base ? base + 1 : img;
    snprintf(g_mnt, sizeof g_mnt, "%s/.mount_%.6sXXXXXX", tmp, base);
    if (!mkdtemp(g_mnt)) return -1;
    int ready[2], keep[2]; if (pipe2(ready, O_CLOEXEC) || pipe(keep)) return -1;
    pid_t p = fork(); if (p < 0) return -1;
    if (p == 0) {
        close(ready[0]); close(keep[1]); fcntl(keep[0], F_SETFD, FD_CLOEXEC);
        if (fork()) _exit(0);          /* reparented: not a child of the application */
        setsid(); int nul = open("/dev/null", O_RDWR);
        int quiet = !getenv("APPIMAGE_DEBUG");
        if (quiet) { dup2(nul, 0); dup2(nul, 1); dup2(nul, 2); }
        prctl(PR_SET_NAME, "appimage-fuse");
        _exit(serve(img, off, ready[1], keep[0]));
    }
    close(ready[1]); close(keep[0]); waitpid(p, NULL, 0);
    char c; ssize_t n; do n = read(ready[0], &c, 1); while (n < 0 && errno == EINTR);
    close(ready[0]);
    if (n != 1) { close(keep[1]); rmdir(g_mnt); return -1; }
    return keep[1];
}

static void set_env(const char *img, const char *dir, const char *argv0) {
    char cwd[PATH_MAX];
    setenv("APPIMAGE", img, 1); setenv("APPDIR", dir, 1); setenv("ARGV0", argv0, 1);
    if (getcwd(cwd, sizeof cwd)) setenv("OWD", cwd, 1);
}

/* somebody ends us: end the program, then clean up as usual */
static volatile pid_t g_child;
static void pass_on(int number) { if (g_child > 0) kill(g_child, number); }

int main(int argc, char **argv) {
    char img[PATH_MAX], full[PATH_MAX + 16]; const char *tgt = getenv("TARGET_APPIMAGE");
    if (tgt && *tgt) { if (!realpath(tgt, img)) die(tgt); }
    else { ssize_t n = readlink("/proc/self/exe", img, sizeof img - 1); if (n < 0) die("/proc/self/exe"); img[n] = 0; }
    int fd = open(img, O_RDONLY | O_CLOEXEC); if (fd < 0) die(img);
    off_t off = elf_end(fd); if (off < 0) die("not an ELF file"); close(fd);
    const char *a = argc > 1 ? argv[1] : "";
    bool earun = getenv("APPIMAGE_EXTRACT_AND_RUN") && *getenv("APPIMAGE_EXTRACT_AND_RUN");
    if (!strcmp(a, "--appimage-help")) {
        puts("--appimage-extract [PATTERN]\n--appimage-extract-and-run [ARG...]\n--appimage-mount\n--appimage-offset\n"
             "--appimage-updateinformation\n--appimage-signature\n--appimage-version"); return 0;
    } else if (!strcmp(a, "--appimage-offset")) { printf("%lld\n", (long long)off); return 0; }
    else if (!strcmp(a, "--appimage-version")) { puts("bundesmessenger runtime " RUNTIME_VERSION); return 0; }
    else if (!strcmp(a, "--appimage-updateinformation")) { puts(upd_info); return 0; }
    else if (!strcmp(a, "--appimage-signature")) { puts(sha256_sig); return 0; }
    else if (!strcmp(a, "--appimage-extract")) {
        if (extract(img, off, "squashfs-root", argc > 2 ? argv[2] : NULL, true)) die("extract");
        return 0;
    } else if (!strcmp(a, "--appimage-mount")) {
        int k = mount_image(img, off); if (k < 0) die("mount (no FUSE?)");
        puts(g_mnt); fflush(stdout); pause(); return 0;
    } else if (!strcmp(a, "--appimage-extract-and-run")) { earun = true; argv[1] = argv[0]; argv++; argc--; }
    else if (!strncmp(a, "--appimage-", 11)) { fprintf(stderr, "AppImage: unknown option %s\n", a); return 127; }

    if (!earun) {
        int k = mount_image(img, off);
        if (k >= 0) {
            set_env(img, g_mnt, argv[0]); snprintf(full, sizeof full, "%s/AppRun", g_mnt);
            execv(full, argv); die(full);
        }
        fprintf(stderr, "AppImage: cannot mount with FUSE, extracting to a temporary folder instead\n");
    }
    const char *tmp = getenv("TMPDIR"); if (!tmp || !*tmp) tmp = "/tmp";
    char dir[PATH_MAX]; snprintf(dir, sizeof dir, "%s/appimage_extracted_XXXXXX", tmp);
    if (!mkdtemp(dir)) die(dir);
    if (extract(img, off, dir, NULL, false)) { rm_tree(dir); die("extract"); }
    pid_t p = fork(); if (p < 0) die("fork");
    if (p == 0) { set_env(img, dir, argv[0]); snprintf(full, sizeof full, "%s/AppRun", dir); execv(full, argv); die(full); }
    g_child = p;
    signal(SIGINT, SIG_IGN); signal(SIGTERM, pass_on); signal(SIGHUP, pass_on); int st = 0; while (waitpid(p, &st, 0) < 0 && errno == EINTR) {}
    if (!getenv("NO_CLEANUP")) rm_tree(dir);
    return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}
