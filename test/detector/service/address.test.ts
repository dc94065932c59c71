// Addresses of models, and numbers as JSON has them.

import { describe, expect, it } from "vitest";
import { detectorNamed, detectorText } from "../../../src/detector/registry.ts";
import { parseAddress } from "../../../src/detector/service/address.ts";
import { numberText } from "../../../src/detector/service/number-text.ts";

describe("the address of a model", () => {
  it("is taken apart", () => {
    expect(parseAddress("HTTP://LOCALHOST:8000/v2/models/mean/")).toMatchObject({
      ...{ text: "http://localhost:8000/v2/models/mean", host: "localhost:8000" },
      ...{ model: "mean", version: null, loopback: true },
    });
    expect(parseAddress("https://gate.example.com/team/v2/models/a%20b/versions/3")).toMatchObject({
      ...{ text: "https://gate.example.com/team/v2/models/a%20b/versions/3", host: "gate.example.com" },
      ...{ model: "a b", version: "3", loopback: false },
    });
  });

  it.each(["http://127.0.0.1", "http://127.8.9.10:1", "http://[::1]:8000", "http://localhost"])(
    "is of this machine: %s",
    (origin) => expect(parseAddress(`${origin}/v2/models/m`).loopback).toBe(true),
  );
  it.each([
    "http://127.0.0.1.example.com",
    "http://10.0.0.1",
    "http://[::2]",
    "http://localhost.example.com",
  ])("is of another one: %s", (origin) => expect(parseAddress(`${origin}/v2/models/m`).loopback).toBe(false));

  it.each([
    [
      "http://host/v1/models/mean",
      'invalid address of a service "http://host/v1/models/mean": expected http(s)://',
    ],
    ["http://host/v2/models/", "expected http(s)://HOST[:PORT]/v2/models/NAME[/versions/V]"],
    ["http://host/v2/models/mean/infer", "expected http(s)://"],
    [
      "http://host/v2/models/mean?key=s3cret",
      "invalid address of a service on host: it goes on behind its path",
    ],
    [
      "http://user:s3cret@host/v2/models/mean",
      "it holds a user name or a password; put a token into FAULTLINE_SERVICE_TOKEN",
    ],
    ["http://user:s3cret@ho st/v2/models/mean", "invalid address of a service"],
  ])("is refused without a secret of it: %s", (text, message) => {
    expect(() => parseAddress(text)).toThrow(message);
    expect(() => parseAddress(text)).not.toThrow("s3cret");
  });

  it("names a detector", () => {
    const url = "https://host/v2/models/mean";
    const named = detectorNamed(url);
    expect(named.options).toEqual({ url });
    expect(detectorText(named)).toBe(url);
  });
});

describe("numbers in JSON", () => {
  it("read back to the same float32, in at most nine digits", () => {
    const words = new Uint32Array(20_000);
    let state = 1;
    for (let at = 0; at < words.length; at++)
      words[at] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const ofAllSizes = new Float32Array(words.buffer).filter((value) => Number.isFinite(value));
    const ofPictures = Array.from(words, (word) => word / 2 ** 32);
    const levels = Array.from({ length: 256 }, (_, level) => level / 255);
    const special = [
      0,
      -0,
      1,
      -1,
      0.1,
      0.5,
      1 / 3,
      255,
      16777216,
      3.4028234663852886e38,
      1e-45,
      0.00123,
      1e9,
    ];
    const all = Float32Array.from([...special, ...levels, ...ofPictures, ...ofAllSizes]);
    const text = numberText(all).toString();
    const read = JSON.parse(`[${text}]`) as number[];
    expect(read.findIndex((value, at) => Math.fround(value) !== (all[at] as number) + 0)).toBe(-1);
    const digits = (number: string): string => number.replace(/e.*|[-.]/g, "").replace(/^0+|0+$/g, "");
    expect(text.split(",").filter((number) => digits(number).length > 9 || number.length > 15)).toEqual([]);
    expect(numberText(Float32Array.of(0.25, 0.1, 1, -0.5)).toString()).toBe("0.25,0.1,1,-0.5");
  });

  it("are doubles and integers as they are", () => {
    expect(numberText(Float64Array.of(0.1, 1e21, -7)).toString()).toBe("0.1,1e+21,-7");
    expect(numberText(Uint8Array.of(0, 9, 10, 255)).toString()).toBe("0,9,10,255");
  });
});

describe("an address of a stranger", () => {
  it("is read in the time that its length takes, and shown on one line", () => {
    const slashes = `http://localhost/v2/models/a${"/".repeat(7900)}x`;
    expect(() => parseAddress(slashes)).toThrow(/^invalid address of a service .*expected http/);
    expect(() => parseAddress(`http://localhost/${"a".repeat(9000)}`)).toThrow("it has 9017 characters");
    expect(() => parseAddress("http://a b\n/\u001b[31m")).toThrow(/^[^\p{Cc}]*$/u);
  });
});
