import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@switchyard/runtime';
import { FullStack } from './harness/full-stack';
import { GatewayAlone } from './harness/gateway-alone';
import type { Program } from './harness/program';

const EVENT = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
const SIGTERM_EXIT_CODE = 143;
const SIGINT_EXIT_CODE = 130;

const has = (program: Program, text: string) => until(() => program.output.includes(text), `the log says ${text}`);

describe('a data plane', () => {
  let gateway: GatewayAlone;
  afterEach(() => gateway.stop());

  /** Opens a stream that never ends. `ended` resolves with its text, and how it ended. */
  async function endlessStream(settings: Record<string, string>): Promise<{ ended: Promise<string> }> {
    gateway = await GatewayAlone.start(settings);
    await gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }]);
    gateway.simulator.setBehaviours([
      { answer: { rawEvents: [EVENT({ content: 'hello' }), EVENT({ content: 'never' })], stallAfterEvents: 1 } },
    ]);
    const response = await gateway.send('chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'a', stream: true, messages: [{ role: 'user', content: 'hello' }] }),
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    const rest = async () => {
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return `${text}(whole)`;
          text += value;
        }
      } catch {
        return `${text}(broken)`;
      }
    };
    return { ended: rest() };
  }

  it('ends what is left after SWITCHYARD_DRAIN_SECONDS in an error of its format, and exits with 0', async () => {
    const { ended } = await endlessStream({ SWITCHYARD_DRAIN_SECONDS: '1' });
    const { program } = gateway;
    expect(await program.stop()).toBe(0);
    expect(await ended).toMatch(/"hello".*\n\ndata: \{"error":.*"code":"shutting_down".*\n\n\(broken\)$/s);
    expect(program.output).toContain('"outcome":"SHUTTING_DOWN"');
    expect(program.output).toContain('"msg":"shut down"');
  });

  it('ends at once when it is told again', async () => {
    await endlessStream({});
    const { program } = gateway;
    program.signal('SIGTERM');
    await has(program, 'waiting for requests to finish');
    await delay(100);
    expect(program.isRunning).toBe(true);
    expect(await program.stop('SIGINT')).toBe(SIGINT_EXIT_CODE);
  });
});

describe('a control plane', () => {
  let stack: FullStack;
  let socket: Socket | null = null;
  beforeAll(async () => {
    stack = await FullStack.start();
    await stack.migrate();
  });
  afterEach(() => socket?.destroy());
  afterAll(() => stack.stop());

  /** Sends a request whose body never arrives whole. */
  async function openRequest(url: string): Promise<void> {
    const opened = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    socket = opened;
    const headers = `host: h\r\nauthorization: Bearer ${stack.adminToken}\r\ncontent-type: application/json\r\n`;
    opened.write(`POST /graphql HTTP/1.1\r\n${headers}content-length: 100\r\nexpect: 100-continue\r\n\r\n{`);
    const [answer] = (await once(opened, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 100 Continue/);
  }

  it('waits no longer than SWITCHYARD_DRAIN_SECONDS for a request, and exits with 0', async () => {
    const { program, url } = await stack.startControlPlane({ SWITCHYARD_DRAIN_SECONDS: '1' });
    await openRequest(url);
    expect(await program.stop()).toBe(0);
    expect(program.output).toContain('control plane shut down');
  });

  it('ends at once when it is told again', async () => {
    const { program, url } = await stack.startControlPlane();
    await openRequest(url);
    program.signal('SIGTERM');
    await has(program, 'control plane shutting down');
    await delay(100);
    expect(program.isRunning).toBe(true);
    expect(await program.stop('SIGTERM')).toBe(SIGTERM_EXIT_CODE);
  });
});
