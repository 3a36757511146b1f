import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { CoalescedRequest } from '../http/coalesced-request';
import { Exchange } from './exchange';

it('has one listener for when a full buffer has drained, the last one', () => {
  const request = { socket: new EventEmitter() } as unknown as CoalescedRequest;
  const response = new EventEmitter() as ServerResponse;
  const exchange = new Exchange('id', request, response, 1, 0, 0);
  const called: string[] = [];
  exchange.onDrain(() => called.push('replaced'));
  exchange.onDrain(() => called.push('first'));
  expect(response.listenerCount('drain')).toBe(1);
  response.emit('drain');
  response.emit('drain');
  expect(called).toEqual(['first']);
  exchange.onDrain(() => called.push('second'));
  response.emit('drain');
  expect([called, response.listenerCount('drain')]).toEqual([['first', 'second'], 0]);
});
