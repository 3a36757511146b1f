import { createBareProxy } from './bare-proxy';

/** Runs the proxy. Arguments: its port, the upstream's origin, the vendor's key. */
const [, , port, upstreamOrigin = '', vendorKey = ''] = process.argv;
createBareProxy(upstreamOrigin, vendorKey).listen(Number(port), '127.0.0.1');
