import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import vm from 'node:vm';

/** Stands for the context that Node starts with, which `vm` has no object for. */
const MAIN_CONTEXT = Symbol('main context');
const { compileFunction } = vm;
/** Enough to find the line of a test. */
const STACK_FRAMES = 25;
/** Where libraries keep what decorators declare, also those of modules that stay loaded. */
const DECLARED = ['TypeGraphQLMetadataStorage', 'typeormMetadataArgsStorage'];

/** Jest compiles each module for the context of the environment. */
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
  compileFunction(code, parameters, parsingContext === MAIN_CONTEXT ? options : { ...options, parsingContext });

/**
 * Runs test files on the worker's own global object, one file after the other, so that modules stay loaded and compiled
 * from file to file (see test-runtime.mjs). Jest's default, a new context for each file, costs far more CPU time: every file
 * would load every module again, and V8 reads the globals of such a context slowly.
 *
 * What a file changed is put back when it ends: globals, members of `process` (also its exit code), environment
 * variables, the working directory, listeners of the process, spies, and timers. So no file influences the next one.
 */
export default class MainContextEnvironment {
  global = globalThis;
  /** The old kind of fake timers, which no test uses. */
  fakeTimers = null;
  #before = stateOfProcess();

  constructor({ projectConfig }) {
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new FakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    // Jest asks for 100 frames, and every error that a test provokes, or a library makes and drops, pays for them.
    Error.stackTraceLimit = STACK_FRAMES;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    putBack(this.#before);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return MAIN_CONTEXT;
  }
}

/**
 * Fakes what the code under test calls, as in Jest's own contexts: the global functions. `process.nextTick` stays real,
 * because Node's streams and sockets use it, and so do the modules `node:timers` and `node:timers/promises`, with which tests
 * and libraries wait for what happens outside the process: a faked wait would never end.
 */
class FakeTimers extends ModernFakeTimers {
  useFakeTimers(config) {
    const modules = [timers, timersPromises].map((module) => [module, Object.entries(module)]);
    super.useFakeTimers({ ...config, doNotFake: [...(config?.doNotFake ?? []), 'nextTick'] });
    for (const [module, members] of modules)
      for (const [name, member] of members) if (module[name] !== member) module[name] = member;
  }
}

function stateOfProcess() {
  return {
    globals: Object.getOwnPropertyDescriptors(globalThis),
    members: membersOfProcess(),
    settings: settingsOfProcess(),
    variables: { ...process.env },
    folder: process.cwd(),
    listeners: listenersOfProcess(),
  };
}

function putBack({ globals, members, settings, variables, folder, listeners }) {
  putBackProperties(globalThis, globals);
  for (const [name, value] of Object.entries(settings)) if (process[name] !== value) process[name] = value;
  putBackProperties(process, members);
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
  if (process.cwd() !== folder) process.chdir(folder);
  putBackListeners(listeners);
}

/** Without the fields in which the process keeps its listeners. */
function membersOfProcess() {
  const all = Object.entries(Object.getOwnPropertyDescriptors(process));
  return Object.fromEntries(all.filter(([name]) => !name.startsWith('_')));
}

/** What accessors of the process have that cannot be defined anew, such as its exit code: only an assignment puts it back. */
function settingsOfProcess() {
  const members = Object.entries(membersOfProcess());
  const names = members.filter(([, member]) => member.set !== undefined && !member.configurable).map(([name]) => name);
  return Object.fromEntries(names.map((name) => [name, process[name]]));
}

/** A new property that cannot be deleted stays. */
function putBackProperties(object, before) {
  const all = object === process ? Object.keys(membersOfProcess()) : Reflect.ownKeys(object);
  const names = all.filter((name) => !DECLARED.includes(name));
  for (const name of new Set([...names, ...Reflect.ownKeys(before)])) {
    const now = Object.getOwnPropertyDescriptor(object, name);
    const was = before[name];
    if (was === undefined) Reflect.deleteProperty(object, name);
    else if (!Object.is(now?.value, was.value) || now?.get !== was.get) Reflect.defineProperty(object, name, was);
  }
}

function listenersOfProcess() {
  return new Map(process.eventNames().map((event) => [event, process.rawListeners(event)]));
}

function putBackListeners(before) {
  const now = listenersOfProcess();
  for (const event of new Set([...now.keys(), ...before.keys()])) {
    const had = before.get(event) ?? [];
    const has = now.get(event) ?? [];
    for (const added of has.filter((each) => !had.includes(each))) process.off(event, added);
    for (const removed of had.filter((each) => !has.includes(each))) process.on(event, removed);
  }
}
