import { z } from 'zod';
import type { MacKey } from '../table/mac-key';
import { rawJson, rawOf } from '../table/raw-text';
import { openText, parseOrNull, signText } from '../table/signed-text';
import type { Fault } from './fault';

/** The subject on which control planes ask data planes for their traffic. */
export const TRAFFIC_INTEREST_SUBJECT = 'switchyard.traffic-interest';
/** The subject on which data planes that were asked send it. */
export const TRAFFIC_SUBJECT = 'switchyard.traffic';
/** How many AI APIs a data plane sends if the busiest are asked for. */
export const BUSIEST_AI_APIS = 200;
/** How many AI APIs a control plane can ask for by their ids. */
export const ASKED_AI_APIS_MAX = 1_000;
/** How long a data plane sends without being asked again, at most. */
export const TRAFFIC_INTEREST_MS_MAX = 60_000;

/** A control plane has subscribers. Data planes send their traffic each second until this expires. */
export const trafficInterestSchema = z.object({
  controlPlaneId: z.uuid(),
  aiApiIds: z.array(z.uuid()).max(ASKED_AI_APIS_MAX),
  /** Whether the busiest are asked for besides. */
  busiest: z.boolean(),
  expiresInMs: z.int().min(1).max(TRAFFIC_INTEREST_MS_MAX),
});
export type TrafficInterest = z.infer<typeof trafficInterestSchema>;

const count = z.int().min(0);

/** What has happened at an AI API. */
export const aiApiTrafficSchema = z.object({
  aiApiId: z.uuid(),
  /** Requests that ended, and those of them that failed by each fault. */
  requests: count,
  callerFaults: count,
  policyFaults: count,
  providerFaults: count,
  gatewayFaults: count,
  failovers: count,
  /** Calls to vendors, and their tokens of all kinds, estimated ones included. */
  attempts: count,
  tokens: count,
});
export type AiApiTraffic = z.infer<typeof aiApiTrafficSchema>;

/** What has happened on a data plane since its message before. */
export const trafficReportSchema = z.object({
  dataPlaneId: z.uuid(),
  aiApis: z.array(aiApiTrafficSchema).max(ASKED_AI_APIS_MAX + BUSIEST_AI_APIS),
});
export type TrafficReport = z.infer<typeof trafficReportSchema>;

/** The member that counts requests of a fault; null for those that did not fail. */
export const MEMBER_OF_FAULT = {
  NONE: null,
  CALLER: 'callerFaults',
  POLICY: 'policyFaults',
  PROVIDER: 'providerFaults',
  OWN: 'gatewayFaults',
} as const satisfies Readonly<Record<Fault, keyof AiApiTraffic | null>>;

export function noTraffic(aiApiId: string): AiApiTraffic {
  return {
    aiApiId,
    requests: 0,
    callerFaults: 0,
    policyFaults: 0,
    providerFaults: 0,
    gatewayFaults: 0,
    failovers: 0,
    attempts: 0,
    tokens: 0,
  };
}

/** Adds the traffic of the same AI API. */
export function addTraffic(to: AiApiTraffic, more: AiApiTraffic): void {
  to.requests += more.requests;
  to.callerFaults += more.callerFaults;
  to.policyFaults += more.policyFaults;
  to.providerFaults += more.providerFaults;
  to.gatewayFaults += more.gatewayFaults;
  to.failovers += more.failovers;
  to.attempts += more.attempts;
  to.tokens += more.tokens;
}

/** Those with the most requests, then attempts, first. */
export function busiest(traffic: Iterable<AiApiTraffic>): AiApiTraffic[] {
  return [...traffic]
    .toSorted((a, b) => b.requests - a.requests || b.attempts - a.attempts || a.aiApiId.localeCompare(b.aiApiId))
    .slice(0, BUSIEST_AI_APIS);
}

/** Either kind of message, signed: whoever can write to NATS must not be able to invent traffic, or to ask for it. */
interface SignedMessage<T> {
  encode(usageKey: MacKey, message: T): Uint8Array;
  /** Null for what no holder of the sealing key wrote, or what cannot be read. */
  decode(usageKey: MacKey, bytes: Uint8Array): T | null;
}

function signed<T extends object>(what: string, schema: z.ZodType<T>): SignedMessage<T> {
  const signer = (usageKey: MacKey) => ({
    id: usageKey.id,
    macOf: (raw: string) => usageKey.macOf(JSON.stringify([what]), raw),
  });
  return {
    encode: (usageKey, message) => signText(signer(usageKey), rawJson(message)),
    decode: (usageKey, bytes) => {
      const { raw } = openText(signer(usageKey), rawOf(bytes), what);
      return raw === null ? null : (schema.safeParse(parseOrNull(raw)).data ?? null);
    },
  };
}

export const signedTrafficInterest = signed('traffic interest', trafficInterestSchema);
export const signedTrafficReport = signed('traffic report', trafficReportSchema);
