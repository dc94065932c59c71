// The page: its views, and what they share: the sample, the point, the state of the backend.

import type { ComponentChildren, JSX } from "preact";
import type { Backend, ExploreState } from "../src/explore/protocol.ts";
import { type Address, useAddress, VIEWS, type View } from "./address.ts";
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
};

export function App({ backend }: { readonly backend: Backend }): JSX.Element {
  const [address, change] = useAddress();
  const { value: state, failure } = useAsked(() => backend.state(), [backend]);
  if (failure !== null) return <Notice role="alert">{failure}</Notice>;
  if (state === null) return <Notice role="status">Opening the model…</Notice>;
  const views = VIEWS.filter((view) => view !== "run" || state.runs.length > 0);
  const shown = views.includes(address.view) ? address.view : "playground";
  const props: ViewProps = { backend, state, address, change };
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        Skip to the view
      </button>
      <header class="top">
        <h1>
          faultline <span class="soft">{`${state.model} · ${state.dataset} pictures`}</span>
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
      </main>
      <footer class="soft">{`Computed on ${state.device}, ${state.size} px, preset ${state.preset}.`}</footer>
    </>
  );
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
