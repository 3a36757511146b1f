import { startSimulator, type Simulator } from '@switchyard/simulator';
import { pause, until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { chatRequest, RawConnection } from '../testing/raw-connection.suite';

const PERMITS = 200;
const WAITING_CONNECTIONS = 1_000;
const REQUESTS = 75;
const REQUESTS_PER_SECOND = 50;

let silentVendor: Simulator;
let vendor: Simulator;
let gateway: GatewayUnderTest;
const connections: RawConnection[] = [];

beforeAll(async () => {
  [silentVendor, vendor] = await Promise.all([startSimulator(), startSimulator()]);
  silentVendor.setBehaviours([{ answer: { silent: true } }]);
  gateway = await new GatewayUnderTest(silentVendor.url, ['a'], { requestsInFlightMax: PERMITS }).listen();
  // The silent requests outlive the test, however slow the machine is.
  Object.assign(gateway.entry, { requestTimeoutSeconds: 600, totalTimeoutSeconds: 600 });
  gateway.serve();
  gateway.serveBeside('/other', vendor.url);
});
afterAll(async () => {
  for (const { socket } of connections) socket.destroy();
  await gateway.close();
  await Promise.all([silentVendor.close(), vendor.close()]);
});

it('a vendor that accepts and stays silent takes no permit from another AI API', async () => {
  const opened = Array.from({ length: WAITING_CONNECTIONS }, () => RawConnection.open(gateway.url));
  connections.push(...(await Promise.all(opened)));
  const sendToSilent = (connection: RawConnection) => connection.send(chatRequest(gateway.liveKey));
  for (const connection of connections) sendToSilent(connection);
  await until(() => silentVendor.requests().length === PERMITS / 2, 'the silent AI API holds its share');
  const refused = () => connections.filter(({ statuses }) => statuses.length > 0);
  await until(() => refused().length === WAITING_CONNECTIONS - PERMITS / 2, 'the others were refused');
  expect(new Set(refused().flatMap(({ statuses }) => statuses))).toEqual(new Set([503]));

  // Refused clients try again while the other AI API is used.
  const retries = setInterval(() => refused().slice(0, 100).forEach(sendToSilent), 100);
  const statuses: Promise<number>[] = [];
  for (let sent = 0; sent < REQUESTS; sent += 1) {
    statuses.push(gateway.chat({ model: 'a' }, { basePath: '/other' }).then(({ status }) => status));
    await pause(1_000 / REQUESTS_PER_SECOND);
  }
  expect(await Promise.all(statuses)).toEqual(Array.from({ length: REQUESTS }, () => 200));
  clearInterval(retries);
  expect(silentVendor.requests()).toHaveLength(PERMITS / 2);
});
