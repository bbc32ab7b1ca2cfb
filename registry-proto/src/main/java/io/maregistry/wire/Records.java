package io.maregistry.wire;

import com.google.protobuf.Message;
import io.maregistry.error.RegistryException;
import java.util.Collections;

/** What holds for every protobuf record. */
public final class Records {

    private Records() {}

    /** Returns {@code record} if this build knows all of its own fields; those of nested records are not looked at. */
    public static <M extends Message> M known(M record) {
        if (!record.getUnknownFields().isEmpty()) {
            throw new RegistryException.Corrupted(nameOf(record) + " has the unknown field "
                    + Collections.min(record.getUnknownFields().asMap().keySet()));
        }
        return record;
    }

    /** Refuses a record that lacks a part it must have. */
    public static void require(boolean isPresent, Message record, String part) {
        if (!isPresent) {
            throw new RegistryException.Corrupted(nameOf(record) + " has no " + part);
        }
    }

    /** A record whose values break the rules of what it stands for. */
    public static RegistryException.Corrupted unlawful(Message record, IllegalArgumentException rule) {
        return new RegistryException.Corrupted(nameOf(record) + ": " + rule.getMessage(), rule);
    }

    private static String nameOf(Message record) {
        return record.getDescriptorForType().getName();
    }
}
