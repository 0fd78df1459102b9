/** Names of images, as a container runtime reads them, and their places in a mirror. */
import { describe, expect, it } from 'vitest';
import { isInMirror, mirroredImage, mirroredRegistry } from '../../generator/images/mirror.ts';
import { imageName, imageText } from '../../generator/images/reference.ts';

const DIGEST = `@sha256:${'a'.repeat(64)}`;

describe('the name of an image', () => {
  it.each([
    ['redis', 'docker.io/library/redis'],
    ['redis:8', 'docker.io/library/redis:8'],
    ['grafana/grafana', 'docker.io/grafana/grafana'],
    ['docker.io/grafana/grafana:13', 'docker.io/grafana/grafana:13'],
    ['localhost/own', 'localhost/own'],
    ['acme:5000/own:1', 'acme:5000/own:1'],
    [`ghcr.io/a/b/c${DIGEST}`, `ghcr.io/a/b/c${DIGEST}`],
    [`ghcr.io/a/b:1${DIGEST}`, `ghcr.io/a/b:1${DIGEST}`],
    [`redis${DIGEST}`, `docker.io/library/redis${DIGEST}`],
  ])('%s is %s', (text, whole) => expect(imageText(imageName(text))).toBe(whole));
});

describe('the place of an image in a mirror', () => {
  it.each([
    ['registry.acme.io/mirror', 'redis:8', 'registry.acme.io/mirror/docker.io/library/redis:8'],
    ['registry.acme.io', 'quay.io/a/b:1', 'registry.acme.io/quay.io/a/b:1'],
    ['acme:5000/m', `ghcr.io/a/b${DIGEST}`, `acme:5000/m/ghcr.io/a/b${DIGEST}`],
  ])('below %s, %s is %s', (prefix, image, place) => {
    expect(mirroredImage(image, prefix)).toBe(place);
    expect(isInMirror(place, prefix)).toBe(true);
    expect(mirroredImage(place, prefix)).toBe(place);
  });

  it('of one of the company itself is where it is', () => {
    expect(mirroredImage('registry.acme.io/own/python:1', 'registry.acme.io/mirror')).toBe(
      'registry.acme.io/own/python:1',
    );
  });

  it('is not that of a host whose name only begins like that of the mirror', () => {
    expect(isInMirror('registry.acme.io.evil.example/a', 'registry.acme.io')).toBe(false);
    expect(mirroredRegistry('registry.acme.io.evil.example', 'registry.acme.io')).toBe(
      'registry.acme.io/registry.acme.io.evil.example',
    );
  });

  it('keeps images of different registries apart', () => {
    const places = ['docker.io/a/b', 'quay.io/a/b', 'ghcr.io/a/b'].map((image) => mirroredImage(image, 'm.io/x'));
    expect(new Set(places).size).toBe(3);
  });
});
