package io.maregistry.model;

/** A condition of a filter cannot be read; the message says where and why. */
public final class FilterException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int character;

    FilterException(String message, int character) {
        super(message);
        this.character = character;
    }

    /** The place in the condition, from 1; 0 = the condition as a whole. */
    public int character() {
        return character;
    }
}
