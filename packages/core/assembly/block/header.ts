export * from "../header/header";
