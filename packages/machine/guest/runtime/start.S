# Where the program begins, and where it goes on after a trap: with the stack that it began with. All state of a run lies in linear
# memory, so nothing has to be unwound.
#if __riscv_xlen == 64
#define SAVE sd
#define LOAD ld
#else
#define SAVE sw
#define LOAD lw
#endif
.globl _start
_start:
.option push
.option norelax
  la gp, __global_pointer$
.option pop
  andi sp, sp, -16
  SAVE sp, first_stack, t0
  call begin
.globl trap
trap:
  LOAD sp, first_stack
  call trapped
.section .linear, "aw"
.incbin "linear.bin"
.section .sbss, "aw", @nobits
.balign 8
first_stack: .skip 8
