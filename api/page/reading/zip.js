// Files of a zip, by the browser's own inflater.

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const MOST = 200_000_000;

/** From path to a function that gives the file's text. */
export async function zipFiles(buffer) {
  const view = new DataView(buffer);
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new Error("it is no zip");
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error("the zip is broken");
    const entry = entryAt(view, at);
    files.set(entry.name, () => text(buffer, view, entry));
    at = entry.next;
  }
  return files;
}

function entryAt(view, at) {
  const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
  return {
    method: view.getUint16(at + 10, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    start: view.getUint32(at + 42, true),
    name: new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, name)),
    next: at + 46 + name + extra + comment,
  };
}

async function text(buffer, view, { method, packed, size, start }) {
  if (size > MOST) throw new Error("a file in it is too large to be shown here");
  const begin = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const bytes = new Uint8Array(buffer, begin, packed);
  if (method === 0) return new TextDecoder().decode(bytes);
  if (method !== 8) throw new Error("the zip is packed in a way that browsers do not know");
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(unpacked).text();
}
