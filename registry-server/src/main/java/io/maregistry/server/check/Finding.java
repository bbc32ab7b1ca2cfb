package io.maregistry.server.check;

/**
 * What an instance answered.
 *
 * @param isGood whether it serves
 * @param evidence its own words: a status line, a status
 */
record Finding(boolean isGood, String evidence) {}
