/** What every page begins with: its style, and a policy by which it loads nothing and runs nothing but its own script. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../../../program/program-folder.ts';
import { withLineFeeds } from '../../../text/line-endings.ts';
import { Html, html } from './markup.ts';

/** Up to the beginning of the body. */
export function documentStart(title: string, script?: Html): Html {
  const style = asset('page.css');
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>`;
}

/** A file of this folder: our own, and not escaped. A browser reads line feeds alone, and hashes what it has read. */
export function asset(name: string): Html {
  return new Html(withLineFeeds(readFileSync(join(programFolder(), 'generator/plan/render/html', name), 'utf8')));
}

/** Only the style and the script of the page; whatever a value could bring with it is refused. */
function policy(style: Html, script?: Html): string {
  const source = ({ text }: Html): string => `'sha256-${hash('sha256', text, 'base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${source(style)}`,
    ...(script === undefined ? [] : [`script-src ${source(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
