import { freePort } from '@switchyard/local-services';
import { runProxy } from './run-proxy';
import { PLAIN_REQUEST, type Variant } from './variant';

/** An AI gateway on Node, configured by headers as its readme says. @param file the program's */
export function portkey(file: string): Variant {
  const name = 'Portkey';
  return {
    name,
    start: async (setting) => {
      const port = await freePort();
      const { path, headers } = PLAIN_REQUEST;
      const provider = {
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `${setting.upstream.origin}/v1`,
      };
      const requests = [{ path, headers: { ...headers, ...provider } }];
      const args = [file, `--port=${port}`, '--headless'];
      const environment = { ...process.env, NODE_ENV: 'production' };
      return runProxy({ name, file: process.execPath, args, environment, port, requests }, setting);
    },
  };
}
