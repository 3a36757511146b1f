import { checkMachine } from './check-machine';

it('needs commands of Linux, and says which is missing', async () => {
  await checkMachine();
  await expect(checkMachine({ PATH: '/nowhere' })).rejects.toThrow(
    'the bench needs the command taskset: install the package util-linux',
  );
});
