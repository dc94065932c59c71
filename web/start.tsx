// The page on any backend.

import { render } from "preact";
import type { Backend } from "../src/explore/protocol.ts";
import { App } from "./app.tsx";
import "./style.css";

/** Renders the page into its place. */
export function start(backend: Backend): void {
  const place = document.getElementById("page");
  if (place !== null) render(<App backend={backend} />, place);
}
