package io.maregistry.server.config;

/** A setting as one source has it: its key, the text of its value and the place. */
record Given(Key<?> key, String text, Origin origin) {}
