// The few libcurl calls that Swift can't make by itself: `curl_easy_setopt` and `curl_easy_getinfo` are variadic.
#pragma once

#include <curl/curl.h>
