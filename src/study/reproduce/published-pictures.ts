export function publishedPictures(_kind: string): Readonly<Record<string, number>> {
  return { hazelnut: 110 };
}
