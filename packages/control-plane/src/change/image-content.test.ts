import { checkImageFormat, IMAGE_FORMAT_VERSION } from './image-content';

it('refuses an image that a later release recorded', () => {
  expect(() => checkImageFormat(IMAGE_FORMAT_VERSION)).not.toThrow();
  expect(() => checkImageFormat(IMAGE_FORMAT_VERSION + 1)).toThrow('an image has format 2');
});
