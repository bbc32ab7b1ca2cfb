package io.maregistry.server.config;

/**
 * A setting as it is in effect.
 *
 * @param key its name
 * @param value the text of its value
 * @param origin where that comes from: {@code default}, {@code from http.listen}, a file and line, a variable, a flag
 */
public record Setting(String key, String value, String origin) {}
