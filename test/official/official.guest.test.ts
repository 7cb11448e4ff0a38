import { testRepresentative } from "./representative.ts";

testRepresentative("guest");
