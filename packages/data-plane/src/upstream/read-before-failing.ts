import type { Socket } from 'node:net';

/** How long what a vendor sent before it closed its end may take to be read. It is in the kernel already. */
const LAST_READ_MS_MAX = 500;

type WriteCallback = (error?: Error | null) => void;

/**
 * Makes a connection report a failed write only when everything that the vendor sent has been read. A vendor may answer
 * early, such as with a 413, and close while a body is still being sent to it: Node destroys a connection as soon as a
 * write fails, and with it the answer that the kernel holds but nobody has read.
 */
export function readBeforeFailing(socket: Socket): void {
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  const delayed = (callback: WriteCallback): WriteCallback => {
    return (error) => {
      if (error === null || error === undefined || socket.readableEnded || socket.destroyed) callback(error);
      else callWhenRead(socket, () => callback(error));
    };
  };
  socket._write = (chunk, encoding, callback) => write(chunk, encoding, delayed(callback));
  if (writev !== undefined) socket._writev = (chunks, callback) => writev(chunks, delayed(callback));
}

/** What is read last may end the call, and so close the connection. */
function callWhenRead(socket: Socket, listener: () => void): void {
  const done = () => {
    clearTimeout(timer);
    socket.off('end', done).off('close', done);
    listener();
  };
  const timer = setTimeout(done, LAST_READ_MS_MAX);
  socket.once('end', done).once('close', done);
}
