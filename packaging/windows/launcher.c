/*
 * SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
 * SPDX-License-Identifier: EUPL-1.2
 *
 * bundesmessenger.exe: the program in the private CPython beside it, in one process, isolated from the environment
 * (-I) and writing no byte code (-B). It runs nothing else: the one other call it knows is that of the program itself,
 * which starts a decoder as "-I <folder>\Lib\program\app\media\decoder.py ROLE".
 */
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST 32768

typedef int (*py_main)(int, wchar_t **);

static int fail(const wchar_t *what) {
    wchar_t text[512];
    _snwprintf(text, 511, L"%ls (%lu)", what, GetLastError());
    text[511] = 0;
    MessageBoxW(NULL, text, L"BundesMessenger", MB_ICONERROR);
    return 127;
}

static wchar_t folder[LONGEST], path[LONGEST];

static const wchar_t *in_folder(const wchar_t *name) {
    _snwprintf(path, LONGEST - 1, L"%ls\\%ls", folder, name);
    path[LONGEST - 1] = 0;
    return path;
}

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE previous, PWSTR line, int show) {
    (void)instance; (void)previous; (void)line; (void)show;
    /* Only this folder and System32: no libraries planted in the current folder or in PATH. */
    if (!SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)) return fail(L"SetDefaultDllDirectories");
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST);
    if (length == 0 || length >= LONGEST) return fail(L"GetModuleFileName");
    wchar_t *end = wcsrchr(folder, L'\\');
    if (end) *end = 0;
    /* Qt's plugins and PySide6 load their libraries by name. */
    AddDllDirectory(in_folder(L"Lib\\site-packages\\PySide6"));
    AddDllDirectory(in_folder(L"Lib\\site-packages\\shiboken6"));
    HMODULE python = LoadLibraryExW(in_folder(PYTHON_DLL), NULL,
                                    LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!python) return fail(PYTHON_DLL);
    py_main run = (py_main)(void *)GetProcAddress(python, "Py_Main");
    if (!run) return fail(L"Py_Main");

    wchar_t **arguments = calloc((size_t)__argc + 6, sizeof *arguments);
    if (!arguments) return fail(L"calloc");
    int count = 0, first = 1;
    arguments[count++] = __wargv[0];
    arguments[count++] = L"-I";
    arguments[count++] = L"-B";
    if (__argc == 4 && !wcscmp(__wargv[1], L"-I") &&
        !_wcsicmp(__wargv[2], in_folder(L"Lib\\program\\app\\media\\decoder.py"))) {
        arguments[count++] = __wargv[2];
        first = 3;
    } else {
        arguments[count++] = L"-m";
        arguments[count++] = L"app";
    }
    for (int i = first; i < __argc; i++) arguments[count++] = __wargv[i];
    return run(count, arguments);
}
