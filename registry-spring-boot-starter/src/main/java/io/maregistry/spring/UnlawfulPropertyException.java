package io.maregistry.spring;

import org.jspecify.annotations.Nullable;

/** A property of the starter has a value that it cannot have. The message begins with the property's name. */
public final class UnlawfulPropertyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String property;

    UnlawfulPropertyException(String property, String rule, @Nullable Throwable cause) {
        super(property + " " + rule, cause);
        this.property = property;
    }

    /** The name of the property, for example {@code maregistry.register.weight}. */
    public String property() {
        return property;
    }
}
