// The whole ABI, compiled for the tests of the program.
export * from "../index";
