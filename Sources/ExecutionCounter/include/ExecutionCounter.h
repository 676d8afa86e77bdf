// A plugin for QEMU's TCG that counts the instructions on one path: see ExecutionCounter.c.
#pragma once
