// The page: its views, and what they share: the sample, the point, the state of the backend.

import type { ComponentChildren, JSX } from "preact";
import { actingWords, sizeWords } from "../src/core/acting-size.ts";
import type { Backend, ExploreState } from "../src/explore/protocol.ts";
import { type Address, useAddress, VIEWS, type View } from "./address.ts";
import { AskPage } from "./ask/ask-page.tsx";
import { Landscape } from "./landscape/landscape.tsx";
import { Playground } from "./playground/playground.tsx";
import { RunPage } from "./run/run-page.tsx";
import { useAsked } from "./work.ts";

/** What every view is given. */
export interface ViewProps {
  readonly backend: Backend;
  readonly state: ExploreState;
  readonly address: Address;
  readonly change: (change: Partial<Address>) => void;
}

const NAMES: Readonly<Record<View, string>> = {
  playground: "Playground",
  landscape: "Landscape",
  run: "Run",
  ask: "Ask",
};

export function App({ backend }: { readonly backend: Backend }): JSX.Element {
  const { value: state, failure } = useAsked(() => backend.state(), [backend]);
  if (failure !== null) return <Notice role="alert">{failure}</Notice>;
  if (state === null) return <Notice role="status">Opening the detector…</Notice>;
  return <Page backend={backend} state={state} />;
}

function Page({ backend, state }: Pick<ViewProps, "backend" | "state">): JSX.Element {
  const [address, change] = useAddress(state.shifts);
  const views = VIEWS.filter((view) => isThere(view, state));
  const shown = views.includes(address.view) ? address.view : "playground";
  const props: ViewProps = { backend, state, address, change };
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        Skip to the view
      </button>
      <header class="top">
        <h1>
          faultline <span class="soft">{`${state.detector} · ${state.dataset} pictures`}</span>
        </h1>
        <nav aria-label="Views">
          {views.map((view) => (
            <button
              key={view}
              type="button"
              class="tab"
              aria-current={view === shown ? "page" : undefined}
              onClick={() => change({ view })}
            >
              {NAMES[view]}
            </button>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {shown === "playground" && <Playground {...props} />}
        {shown === "landscape" && <Landscape {...props} />}
        {shown === "run" && <RunPage {...props} />}
        {shown === "ask" && <AskPage {...props} />}
      </main>
      <footer class="soft">{`Computed on ${state.device}, ${sizeWords(state.size)}, preset ${state.preset}; shifts act ${actingWords(state.acting)}.`}</footer>
    </>
  );
}

function isThere(view: View, { runs, questions }: ExploreState): boolean {
  if (view === "run") return runs.length > 0;
  return view !== "ask" || questions.length > 0;
}

function Notice({ role, children }: { role: "alert" | "status"; children: ComponentChildren }): JSX.Element {
  return (
    <main>
      <h1>faultline</h1>
      <p role={role}>{children}</p>
    </main>
  );
}

/** A link would write to the hash, which is the page's state. */
function focusMain(): void {
  document.getElementById("main")?.focus();
}
