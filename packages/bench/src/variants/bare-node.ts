import { freePort } from '@switchyard/local-services';
import { builtProgram } from '../processes/built-program';
import { runProxy } from './run-proxy';
import { type Variant, VENDOR_KEY } from './variant';

/** What Node and undici alone cost, with the versions that Switchyard uses. */
export const BARE_NODE: Variant = {
  name: 'bare Node',
  start: async (setting) => {
    const port = await freePort();
    const args = [builtProgram('variants/bare-proxy-program.ts'), String(port), setting.upstream.origin, VENDOR_KEY];
    const environment = { ...process.env, NODE_ENV: 'production' };
    return runProxy({ name: BARE_NODE.name, file: process.execPath, args, environment, port }, setting);
  },
};
