// Requests to the explorer, drawn at random: most as the page sends them, some that nobody should.

/** Gives the next request each time it is called: { bytes, leaveAfter } (milliseconds, where the reader goes away). */
export async function randomUse({ port, picture, random }) {
  const state = await json(port, "/api/state");
  const { samples } = await json(port, "/api/samples");
  const ids = samples.map(({ id }) => id);
  const among = (list) => list[Math.floor(random() * list.length)];
  const between = ([low, high]) => low + random() * (high - low);
  const someShifts = () => state.shifts.filter(() => random() < 0.2).map(({ name }) => name);
  /** Sliders stay the same for long: for others than these the explorer opens sessions, and closes the oldest. */
  const usual = Array.from({ length: 8 }, someShifts);
  const point = () => {
    const names = random() < 0.9 ? among(usual) : someShifts();
    return Object.fromEntries(names.map((name) => [name, between(state.ranges[name])]));
  };
  const post = (path, body, headers = {}) => ({
    bytes: message(port, { method: "POST", path, body, headers }),
  });
  const asked = (path, body, headers) => post(path, JSON.stringify({ sample: among(ids), ...body }), headers);
  const get = (path) => ({ bytes: message(port, { method: "GET", path }) });
  const shift = () => among(state.shifts).name;
  const strategies = state.strategies.filter(({ needs }) => needs !== "gradient").map(({ name }) => name);
  const kinds = [
    [
      20,
      () => asked("/api/evaluate", { point: point() }, { "X-Client": `client ${Math.floor(random() * 5)}` }),
    ],
    [5, () => asked("/api/measure", { point: point() })],
    [5, () => get(`/api/samples/${among(ids)}`)],
    [5, () => get(`/api/samples/${among(ids)}/thumbnail`)],
    [5, () => get(among(["/", "/api/state", "/api/samples?offset=3&limit=7", "/index.html"]))],
    [0.5, () => asked("/api/landscape", { axes: [shift()], count: 5, at: point() })],
    [
      0.5,
      () =>
        asked("/api/search", {
          ...{ over: [shift()], criterion: state.search.criterion, strategy: among(strategies) },
          ...{ budget: 1 + Math.floor(random() * 5), seed: Math.floor(random() * 1000) },
        }),
    ],
    [1, () => post("/api/uploads?class=nut&name=photo.jpg", picture)],
    [1, () => post("/api/uploads?class=nut&name=cut.jpg", picture.subarray(0, random() * picture.length))],
    [
      1,
      () =>
        get(
          `/${among(["\\[x", "..%2f..", "%", "api/samples/none", "api/runs/x/figures/y", "[", "?token=%"])}`,
        ),
    ],
    [
      1,
      () => asked("/api/evaluate", { point: { [among(["__proto__", "theta", "none"])]: 1e308 * random() } }),
    ],
    [1, () => post("/api/evaluate", among(["{", "[]", "null", `"${"x".repeat(9000)}"`, "[".repeat(4000)]))],
    [
      1,
      () => ({
        bytes: changed(asked("/api/evaluate", { point: point() }).bytes, random),
        // The server may wait for the rest of it.
        leaveAfter: 500,
      }),
    ],
  ];
  const all = kinds.reduce((sum, [weight]) => sum + weight, 0);
  const kindAt = (place) => {
    let [, chosen] = kinds[0];
    for (const [weight, make] of kinds) {
      if (place >= 0) chosen = make;
      place -= weight;
    }
    return chosen;
  };
  return () => {
    const { bytes, leaveAfter } = kindAt(random() * all)();
    return { bytes, leaveAfter: random() < 0.05 ? random() * 50 : leaveAfter };
  };
}

/** A request as it is sent. */
function message(port, { method, path, body = "", headers = {} }) {
  const bytes = Buffer.from(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...(method === "POST" ? [`Origin: http://127.0.0.1:${port}`, `Content-Length: ${bytes.length}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), bytes]);
}

/** A few bytes of it are others. */
function changed(bytes, random) {
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

async function json(port, path) {
  return await (await fetch(`http://127.0.0.1:${port}${path}`)).json();
}
