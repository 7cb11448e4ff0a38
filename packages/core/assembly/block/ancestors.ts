export * from "../header/ancestors";
