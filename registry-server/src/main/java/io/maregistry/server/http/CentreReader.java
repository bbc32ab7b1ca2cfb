package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Release;
import io.maregistry.server.centre.IsoTimes;
import io.maregistry.wire.JsonInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Bodies of RegisterCentre's clients. Names of fields may be written in any case, each once; {@code null} stands for a field
 * that is not there, since its clients write those, too. Any thread.
 */
final class CentreReader {

    private static final Set<String> TEXTS = Set.of(
            "domainname",
            "appid",
            "name",
            "updatetime",
            "buildtime",
            "assemblyversion",
            "releaseversion",
            "projectname",
            "fromclient");
    private static final Set<String> TIMES = Set.of("updatetime", "buildtime");

    private CentreReader() {}

    /** A whole registration; AppId, Name and ProjectName are there. */
    static Release registration(byte[] body) {
        return release(body, List.of("AppId", "Name", "ProjectName"));
    }

    /** A heartbeat, whose five fields are some of a registration's; AppId is there. */
    static Release heartbeat(byte[] body) {
        return release(body, List.of("AppId"));
    }

    private static Release release(byte[] body, List<String> required) {
        Map<String, String> texts = new HashMap<>();
        fields(body, (in, name) -> {
            if (TEXTS.contains(name)) {
                texts.put(name, TIMES.contains(name) ? time(in) : in.text());
            } else {
                in.skip();
            }
        });
        for (String name : required) {
            if (texts.getOrDefault(name.toLowerCase(Locale.ROOT), "").isEmpty()) {
                throw new InvalidRequest(ErrorCode.INVALID_INSTANCE, name + " is missing", name);
            }
        }
        return release(texts);
    }

    private static Release release(Map<String, String> texts) {
        try {
            return new Release(
                    new Release.Product(
                            text(texts, "appid"),
                            text(texts, "name"),
                            text(texts, "domainname"),
                            text(texts, "projectname")),
                    text(texts, "updatetime"),
                    text(texts, "buildtime"),
                    text(texts, "assemblyversion"),
                    text(texts, "releaseversion"),
                    text(texts, "fromclient"));
        } catch (IllegalArgumentException rule) {
            throw new InvalidRequest(ErrorCode.INVALID_INSTANCE, String.valueOf(rule.getMessage()));
        }
    }

    private static String text(Map<String, String> texts, String name) {
        return texts.getOrDefault(name, "");
    }

    private static String time(JsonInput in) {
        try {
            return IsoTimes.canonical(in.text());
        } catch (IllegalArgumentException noTime) {
            throw in.fault(String.valueOf(noTime.getMessage()));
        }
    }

    /** Hands each field that is not {@code null} to {@code field}, by its name in lower case. */
    static void fields(byte[] body, BiConsumer<JsonInput, String> field) {
        Map<String, String> seen = new HashMap<>();
        try (JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_INSTANCE)) {
            in.begin();
            in.fields(name -> {
                String folded = name.toLowerCase(Locale.ROOT);
                String before = seen.putIfAbsent(folded, name);
                if (before != null) {
                    throw in.fault("is there twice: " + before + " and " + name);
                }
                if (!in.isNull()) {
                    field.accept(in, folded);
                }
            });
            in.end();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading an array failed", impossible);
        }
    }
}
