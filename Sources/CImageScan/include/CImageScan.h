#ifndef CIMAGESCAN_H
#define CIMAGESCAN_H
#endif
