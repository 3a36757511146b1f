// Loaded into a program under test (`node --require`). It times every turn of the event loop and reports on a Unix socket:
// whoever connects gets one `LoopReport` about the time since the last one.
//
// An immediate that is not referenced does not keep the loop from waiting for events, and runs once in each turn, after the
// callbacks of the events. So this costs a few microseconds per turn, and nothing while the program is idle. A turn may hold
// several callbacks: its length is how long another event may have to wait.
import { createServer } from 'node:net';
import { performance, PerformanceObserver } from 'node:perf_hooks';
import { PROBE_SOCKET_SETTING } from './loop-report';
import { TurnLog } from './turn-log';

const MICROSECONDS_PER_MS = 1_000;

const log = new TurnLog();

function now() {
  const { user, system } = process.threadCpuUsage();
  return {
    clockMs: performance.now(),
    idleMs: performance.nodeTiming.idleTime,
    cpuMs: (user + system) / MICROSECONDS_PER_MS,
  };
}

let last = now();
const noteTurn = () => {
  const present = now();
  log.add({
    startMs: last.clockMs,
    endMs: present.clockMs,
    idleMs: present.idleMs - last.idleMs,
    cpuMs: present.cpuMs - last.cpuMs,
  });
  last = present;
  setImmediate(noteTurn).unref();
};
setImmediate(noteTurn).unref();

const noteCollections = (entries: readonly PerformanceEntry[]) => {
  for (const { startTime, duration } of entries) {
    log.addCollection({ startMs: startTime, endMs: startTime + duration });
  }
};
const collections = new PerformanceObserver((list) => noteCollections(list.getEntries()));
collections.observe({ entryTypes: ['gc'] });

const server = createServer((socket) => {
  socket.unref().on('error', () => socket.destroy());
  // Node tells of a collection one turn later.
  setImmediate(() => {
    noteCollections(collections.takeRecords());
    const report = JSON.stringify(log.take());
    // The report takes longer than any turn of a program that was busy for a minute, and is not the program's work.
    last = now();
    socket.end(report);
  });
});
server.listen(process.env[PROBE_SOCKET_SETTING]).unref();
