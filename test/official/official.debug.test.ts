import { testRepresentative } from "./representative.ts";

testRepresentative("debug");
