// The environment that riscv-tests ask for, under Linux and on the proving machine: a test ends with exit code 0, or with the number of the
// case that failed.
#ifndef RISCV_TEST_H
#define RISCV_TEST_H

#define TESTNUM gp
#define EXTRA_DATA

#define RVTEST_RV32U
#define RVTEST_RV64U

#define RVTEST_CODE_BEGIN \
  .text; \
  .globl _start; \
  _start:

#define RVTEST_CODE_END

#define END_WITH(code) \
  mv a0, code; \
  li a7, 93; \
  ecall

#define RVTEST_PASS END_WITH(zero)
#define RVTEST_FAIL END_WITH(TESTNUM)

#define RVTEST_DATA_BEGIN
#define RVTEST_DATA_END

#endif
