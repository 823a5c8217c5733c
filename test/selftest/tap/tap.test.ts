/** The tap itself, with real connections through it: every byte comes through, and its stamps stand between ours. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { buildTap } from "../../../src/selftest/tap/build.js";
import { callerInode, listenerInode, ownerOf, socketTable } from "../../../src/selftest/tap/socket-owner.js";
import { parseWireLog } from "../../../src/selftest/tap/wire-log.js";
import { encodeFrame, TEXT } from "../../../src/transports/websocket/frames.js";
import { frameBytes } from "../../../src/transports/websocket/selftest.js";

const folder = scratchFolder("tap");
after(() => folder.remove());
const tap = await buildTap(folder.path);
const skip = "missing" in tap ? tap.missing : false;
const nowNs = (): number => Number(process.hrtime.bigint());
const EVENT = '{"id":"evt_0000000042","data":"…"}';

async function startTap(program: string) {
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (command: string): Promise<string> => {
    child.stdin.write(`${command}\n`);
    return (await lines.next()).value;
  };
  const report = async () => {
    const log: string[] = [];
    for (let line = await ask("report"); line !== "end"; line = (await lines.next()).value) log.push(line);
    return parseWireLog(log.join("\n"));
  };
  const end = async (): Promise<void> => {
    child.stdin.end();
    await once(child, "exit");
  };
  return { ask, report, end };
}

/** A server that answers each chunk with what `answer` says, and a client's connection to it through the tap. */
async function through(server: Server, ask: (command: string) => Promise<string>): Promise<Socket> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const client = connect(Number((await ask(`listen 127.0.0.1 ${port} c`)).split(" ")[1]), "127.0.0.1");
  await once(client, "connect");
  return client;
}

async function exchange(client: Socket, text: string | Buffer): Promise<Buffer> {
  client.write(text);
  const [answer] = (await once(client, "data")) as [Buffer];
  return answer;
}

test("an HTTP event and its answer are seen between their sending and their arrival", { skip }, async () => {
  const { ask, report, end } = await startTap((tap as { program: string }).program);
  let servedNs = 0;
  const server = createServer((socket) => {
    socket.on("data", () => {
      servedNs = nowNs();
      socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
  });
  const client = await through(server, ask);
  const sentNs = nowNs();
  const answer = await exchange(client, `POST / HTTP/1.1\r\ncontent-length: ${EVENT.length}\r\n\r\n${EVENT}`);
  const answeredNs = nowNs();
  const { messages, chunks } = await report();
  const [event, ack] = messages;
  assert.deepEqual(
    messages.map(({ isAck, fromClient, index }) => [isAck, fromClient, index]),
    [
      [false, true, 42],
      [true, false, 42],
    ],
  );
  const order = [sentNs, event!.readNs, event!.writeNs, servedNs, ack!.readNs, ack!.writeNs, answeredNs];
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.equal(chunks.find(({ fromClient }) => !fromClient)?.bytes, answer.length);
  client.destroy();
  server.close();
  await end();
});

test("frames are unmasked, and found in chunks that are cut anywhere", { skip }, async () => {
  const { ask, report, end } = await startTap((tap as { program: string }).program);
  const server = createServer((socket) => {
    let bytes = 0;
    socket.on("data", (chunk: Buffer) => {
      if (chunk.toString("latin1").startsWith("GET")) {
        socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        return;
      }
      bytes += chunk.length;
      if (bytes === frame.length) socket.write(encodeFrame(TEXT, Buffer.from('{"ack":"evt_0000000042"}')));
    });
  });
  const frame = encodeFrame(TEXT, Buffer.from(EVENT.padEnd(200)), { maskKey: 0x1234567 });
  assert.equal(frame.length, frameBytes(Buffer.byteLength(EVENT.padEnd(200)), true));
  const client = await through(server, ask);
  client.setNoDelay(true);
  await exchange(client, "GET / HTTP/1.1\r\n\r\n");
  client.write(frame.subarray(0, 7));
  await new Promise((resolve) => setTimeout(resolve, 5)); // if they come as one chunk after all, the test shows less
  await exchange(client, frame.subarray(7));
  const { messages } = await report();
  assert.deepEqual(
    messages.map(({ isAck, fromClient, index }) => [isAck, fromClient, index]),
    [
      [false, true, 42],
      [true, false, 42],
    ],
  );
  client.destroy();
  server.close();
  await end();
});

test("a report acknowledges every event of that client's stream up to its id", { skip }, async () => {
  const { ask, report, end } = await startTap((tap as { program: string }).program);
  const streamed = (seq: number) => `id: x.${seq}\ndata: ${EVENT.replace("42", `4${seq}`)}\n\n`;
  const server = createServer((socket) => {
    let isStream = false;
    socket.on("data", (chunk: Buffer) => {
      const text = chunk.toString("latin1");
      if (isStream) socket.write([1, 2, 3].map(streamed).join(""));
      else if (text.startsWith("GET /clients/7/stream ")) {
        isStream = true;
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
      } else socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
  });
  const stream = await through(server, ask);
  await exchange(stream, "GET /clients/7/stream HTTP/1.1\r\n\r\n");
  await exchange(stream, "go on");
  const reports = connect(stream.remotePort!, "127.0.0.1");
  const reported = (client: number, id: string) =>
    exchange(reports, `POST /clients/${client}/acks HTTP/1.1\r\nwebhook-id: evt_0000000042\r\n\r\n{"through":"${id}"}`);
  await reported(8, "x.3");
  await reported(7, "x.2");
  await reported(7, "x.2");
  const { messages, answersNs } = await report();
  assert.deepEqual(
    messages.map(({ isAck, fromClient, connection, index }) => [isAck, fromClient, connection, index]),
    [
      [false, false, 0, 41],
      [false, false, 0, 42],
      [false, false, 0, 43],
      [true, true, 0, 41],
      [true, true, 0, 42],
    ],
  );
  assert.equal(answersNs.length, 3);
  for (const socket of [stream, reports]) socket.destroy();
  server.close();
  await end();
});

test("CPU and memory of a process are those that it sees itself", { skip }, async () => {
  const { ask, report, end } = await startTap((tap as { program: string }).program);
  const before = process.cpuUsage();
  assert.equal(await ask(`watch us ${process.pid}`), "watching");
  const atLeast = process.cpuUsage();
  for (const untilMs = performance.now() + 20; performance.now() < untilMs; );
  const burnt = process.cpuUsage(atLeast);
  const usage = (await report()).usage.get("us")!;
  const all = process.cpuUsage(before);
  const seenUs = (usage.at(-1)!.cpuNs - usage[0]!.cpuNs) / 1e3;
  assert.ok(seenUs >= burnt.user + burnt.system && seenUs <= all.user + all.system, `${seenUs}`);
  assert.ok(Math.abs(usage.at(-1)!.rssBytes / process.memoryUsage.rss() - 1) < 0.02);
  await end();
});

test("the kernel's table says whose a socket is", { skip: process.platform !== "linux" }, async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const client = connect(port, "127.0.0.1");
  await once(client, "connect");
  assert.equal(ownerOf(listenerInode(socketTable(), port)!), process.pid);
  assert.equal(ownerOf(callerInode(socketTable(), port)!), process.pid);
  assert.equal(listenerInode(socketTable(), 1), undefined);
  assert.equal(ownerOf("0"), undefined);
  client.destroy();
  server.close();
});

test("without a compiler, or elsewhere than on Linux, it says why there is no tap", async () => {
  const why = async (options: Parameters<typeof buildTap>[1]) =>
    (await buildTap(folder.path, options)) as { missing: string };
  assert.match((await why({ compiler: "no-such-cc" })).missing, /no C compiler named no-such-cc .*apt-get install gcc/);
  assert.match((await why({ compiler: "false" })).missing, /^false cannot build the tap: it ended with 1/);
  assert.match((await why({ platform: "darwin" })).missing, /Linux/);
});
