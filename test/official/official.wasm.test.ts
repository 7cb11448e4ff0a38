import { testRepresentative } from "./representative.ts";

testRepresentative("wasm");
