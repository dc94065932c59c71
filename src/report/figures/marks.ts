// The marks that the charts of answers are made of: the plotting library comes in here.

export { areaY, barX, dot, line, link, rectY, ruleX, ruleY, text } from "@observablehq/plot";
