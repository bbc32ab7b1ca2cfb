package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Edit;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.model.ServiceName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what requests say of namespaces: {@code {"namespace":"blue","description":"…","quota":{"services":1000,
 * "instances":10000}}}. What a namespace does not have is passed over. Faults are an {@link InvalidRequest} with the place.
 * Stateless; any thread.
 */
public final class NamespaceReader {

    private NamespaceReader() {}

    /**
     * A namespace that is to be there.
     *
     * @param patch makes it what the body says, whatever it was before
     */
    public record Wanted(String name, NamespacePatch patch) {}

    /** The namespace that is the whole body; what is absent is not said of it. */
    public static Wanted wanted(byte[] body) {
        Fields fields = read(body);
        return new Wanted(
                name(fields.name),
                lawful(
                        ErrorCode.INVALID_REQUEST,
                        "description",
                        () -> new NamespacePatch(
                                orClear(fields.description), orClear(fields.services), orClear(fields.instances))));
    }

    /** The name of a namespace, where it is there and lawful. */
    static String name(@Nullable String name) {
        if (name == null) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "namespace is missing", "namespace");
        }
        return lawful(ErrorCode.INVALID_NAME, "namespace", () -> {
            ServiceName.checkNamespace(name);
            return name;
        });
    }

    /** The merge patch that is the whole body (RFC 7396): what is absent stays, and {@code null} takes a value away. */
    public static NamespacePatch patch(byte[] body) {
        Fields fields = read(body);
        return lawful(
                ErrorCode.INVALID_REQUEST,
                "description",
                () -> new NamespacePatch(fields.description, fields.services, fields.instances));
    }

    private static Fields read(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        Fields fields = new Fields(in);
        in.begin();
        in.fields(fields::field);
        in.end();
        return fields;
    }

    private static <T> Edit<T> orClear(Edit<T> edit) {
        return edit instanceof Edit.Keep ? Edit.clear() : edit;
    }

    static <T> T lawful(ErrorCode code, String place, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw new InvalidRequest(code, String.valueOf(rule.getMessage()), place);
        }
    }

    private static final class Fields {
        private final JsonInput in;
        private @Nullable String name;
        private Edit<String> description = Edit.keep();
        private Edit<Integer> services = Edit.keep();
        private Edit<Integer> instances = Edit.keep();

        Fields(JsonInput in) {
            this.in = in;
        }

        void field(String field) {
            switch (field) {
                case "namespace" -> name = in.text();
                case "description" -> description = PatchFields.edit(in, in::text);
                case "quota" -> quota();
                default -> in.skip();
            }
        }

        private void quota() {
            if (in.isNull()) {
                services = Edit.clear();
                instances = Edit.clear();
            } else {
                in.fields(this::limit);
            }
        }

        private void limit(String field) {
            switch (field) {
                case "services" -> services = PatchFields.edit(in, () -> (int) in.integer(Quota.NONE, Quota.MAX));
                case "instances" -> instances = PatchFields.edit(in, () -> (int) in.integer(Quota.NONE, Quota.MAX));
                default -> in.skip();
            }
        }
    }
}
