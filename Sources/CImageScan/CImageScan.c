#include "CImageScan.h"
