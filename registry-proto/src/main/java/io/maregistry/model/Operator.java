package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What an operator has said of an instance. It lies beside the content and outlives every register.
 *
 * @param enabled false where the instance shall get no calls
 * @param draining true while it is being emptied; a register of a higher generation ends that
 * @param weight the weight that counts instead of the content's; null where there is none
 * @param status the status that counts instead of the registry's own; null where there is none
 */
public record Operator(
        boolean enabled,
        boolean draining,
        @Nullable Integer weight,
        @Nullable Status status) {

    /** Nobody has said anything. */
    public static final Operator NONE = new Operator(true, false, null, null);

    /** Disabled at its first registration. */
    public static final Operator DISABLED = new Operator(false, false, null, null);

    public Operator withDraining(boolean nowDraining) {
        return new Operator(enabled, nowDraining, weight, status);
    }

    /** This without a weight. */
    public Operator withoutWeight() {
        return new Operator(enabled, draining, null, status);
    }
}
