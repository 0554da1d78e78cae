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

// Bytes that the server sends, after its header.
CURLcode aikagi_curl_set_sink(CURL *handle, aikagi_curl_bytes write, void *context);
// Copies `count` bytes as the body of the request.
CURLcode aikagi_curl_set_body(CURL *handle, const void *bytes, size_t count);
// `open` makes the socket for an address, or returns -1 for an address that must not be reached.
CURLcode aikagi_curl_set_opener(CURL *handle, curl_opensocket_callback open, void *context);
// What `aikagi_curl_owner` gives back.
CURLcode aikagi_curl_set_owner(CURL *handle, void *owner);
void *aikagi_curl_owner(CURL *handle);
CURLMcode aikagi_curl_multi_set_number(CURLM *multi, CURLMoption option, long value);
// Takes the next transfer that has ended, and says how. NULL if there is none.
CURL *aikagi_curl_multi_next_ended(CURLM *multi, CURLcode *code);
