/*
 * SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
 * SPDX-License-Identifier: EUPL-1.2
 *
 * What Windows 10 has and older versions of Wine lack. Built once as bcryptprimitives.dll (random numbers for Rust
 * libraries) and once, with ICU defined, as icuuc.dll (Qt's converters for old encodings: here there are none).
 */
#include <windows.h>
#include <ntsecapi.h>

#ifdef ICU
#define NONE(name) __declspec(dllexport) long long name(void) { return 0; }
__declspec(dllexport) void *ucnv_open(const char *name, int *error) {
    (void)name;
    if (error) *error = 4; /* U_FILE_ACCESS_ERROR: no such converter */
    return 0;
}
NONE(ucnv_close) NONE(ucnv_reset) NONE(ucnv_getMaxCharSize) NONE(ucnv_getName) NONE(ucnv_getStandardName)
NONE(ucnv_getAvailableName) NONE(ucnv_countAvailable) NONE(ucnv_toUnicode) NONE(ucnv_fromUnicode)
NONE(ucnv_getToUCallBack) NONE(ucnv_getFromUCallBack) NONE(ucnv_setToUCallBack) NONE(ucnv_setFromUCallBack)
NONE(ucnv_cbToUWriteUChars) NONE(ucnv_cbFromUWriteUChars) NONE(ucnv_toUCountPending) NONE(ucnv_fromUCountPending)
NONE(UCNV_FROM_U_CALLBACK_SUBSTITUTE) NONE(UCNV_TO_U_CALLBACK_SUBSTITUTE)
#else
__declspec(dllexport) BOOL WINAPI ProcessPrng(unsigned char *data, size_t size) {
    return RtlGenRandom(data, (ULONG)size);
}
#endif
