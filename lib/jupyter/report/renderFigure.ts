import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Json, JsonObject } from "trident-base";
import { escapeHtml } from "trident-base";
import { figureHeight } from "../picture/figureHeight.ts";
import { figurePicture } from "../picture/figurePicture.ts";

/**
 * A figure travels compressed; the page's script unpacks and draws it when it comes near the screen. Until then, on paper
 * and where no script runs, its still picture stands in its place.
 */
export async function renderFigure(figure: JsonObject, id: string): Promise<string> {
  const { data, layout } = figure;
  const given = isObject(layout) ? layout : {};
  const height = figureHeight(given);
  // The library would take a height from text as well, and of any size.
  const shape = "height" in given ? { ...given, height } : given;
  const whole = { data: Array.isArray(data) ? data : [], layout: shape };
  const packing = promisify(gzip)(JSON.stringify(whole));
  const label = titleOf(shape.title) || "Figure";
  const still = stillOf(whole, height, id);
  const packed = (await packing).toString("base64");
  const without = `<noscript><p class="waiting">${escapeHtml(label)}: this figure has no still picture, and this viewer does not run the page's script.</p></noscript>`;
  return `<figure class="plot" role="group" aria-label="${escapeHtml(label)}">
<div class="canvas" id="${id}" style="height:${height}px" data-packed="${packed}"></div>
${still ?? without}
</figure>`;
}

/** A figure's fields are of unknown make: one that the picture's maker stumbles over is left to the figure library. */
function stillOf(figure: JsonObject, height: number, id: string): string | undefined {
  try {
    return figurePicture(figure, height, `${id}-clip`);
  } catch {
    return undefined;
  }
}

function titleOf(title: Json | undefined): string {
  const text = isObject(title) ? title.text : title;
  return typeof text === "string"
    ? text
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim()
    : "";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
