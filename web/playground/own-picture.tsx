// One's own picture: dropped or chosen, with the name that the prompts should say, and a mask painted on it.

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Backend, ExploreState, SampleView } from "../../src/explore/protocol.ts";
import { useWork } from "../work.ts";

export function OwnPicture({
  backend,
  state,
  onTaken,
}: {
  readonly backend: Backend;
  readonly state: ExploreState;
  readonly onTaken: (sample: SampleView) => void;
}): JSX.Element {
  const { classes, maximalBytes } = state.upload;
  const [className, setClassName] = useState(classes?.[0] ?? state.objects[0] ?? "");
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const work = useWork();
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    const tooLarge = file.size > maximalBytes;
    const why = tooLarge ? `${file.name} is larger than ${maximalBytes / 1e6} MB` : null;
    const unnamed = className.trim() === "" ? "give the object's name first" : null;
    setRefused(why ?? unnamed);
    if (why !== null || unnamed !== null) return;
    work.start(async (signal) => onTaken(await backend.upload(file, className.trim(), signal)));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files[0]);
  };
  return (
    <section
      class={`own ${over ? "over" : ""}`}
      aria-labelledby="own-title"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2 id="own-title">Own picture</h2>
      <p class="field">
        <label for="own-class" class="soft">
          object
        </label>
        {classes === null ? (
          <input
            id="own-class"
            type="text"
            value={className}
            maxLength={80}
            onInput={(event) => setClassName(event.currentTarget.value)}
          />
        ) : (
          <select
            id="own-class"
            value={className}
            onChange={(event) => setClassName(event.currentTarget.value)}
          >
            {classes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </p>
      <input
        ref={input}
        type="file"
        accept="image/*"
        class="hidden"
        aria-label="Picture file"
        tabIndex={-1}
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" disabled={work.running} onClick={() => input.current?.click()}>
        {work.running ? "Reading…" : "Choose a picture, or drop it here"}
      </button>
      {(refused ?? work.failure) !== null && <p role="alert">{refused ?? work.failure}</p>}
    </section>
  );
}
