// The few libcurl calls that Swift can't make by itself: `curl_easy_setopt` and `curl_easy_getinfo` are variadic.
// Each shim fixes the type of the one argument that follows; the caller picks the shim that the option wants.
#pragma once

#include <curl/curl.h>

// Bytes out of or into Swift; both return how many were taken, as libcurl's callbacks do.
typedef size_t (*aikagi_curl_bytes)(char *buffer, size_t size, size_t count, void *context);

CURLcode aikagi_curl_set_number(CURL *handle, CURLoption option, long value);
// libcurl copies the text.
CURLcode aikagi_curl_set_text(CURL *handle, CURLoption option, const char *value);
// The list must live until the transfer ends.
CURLcode aikagi_curl_set_list(CURL *handle, CURLoption option, const struct curl_slist *value);
CURLcode aikagi_curl_set_source(CURL *handle, aikagi_curl_bytes read, void *context);
// `write` gets each line that the server says.
CURLcode aikagi_curl_set_listener(CURL *handle, aikagi_curl_bytes write, void *context);
// `buffer` holds at least CURL_ERROR_SIZE bytes and lives as long as the handle.
CURLcode aikagi_curl_set_error_buffer(CURL *handle, char *buffer);
// The last reply code of the server, 0 if there was none.
long aikagi_curl_reply_code(CURL *handle);
