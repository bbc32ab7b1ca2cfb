package io.maregistry.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.CheckPatch;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes patches as {@link PatchReader} and {@link RulesReader} read them. Stateless; any thread. */
public final class PatchWriter {

    private static final double WHOLE = 1_000; // thousandths

    private PatchWriter() {}

    /**
     * The merge patch in JSON.
     *
     * @throws IllegalArgumentException it takes all pairs away and sets others, which one merge patch cannot say
     */
    public static String json(InstancePatch patch) {
        return new String(
                JsonOutput.bytes(out -> {
                    out.writeStartObject();
                    edit(out, "enabled", patch.enabled(), out::writeBoolean);
                    edit(out, "weight", patch.weight(), out::writeNumber);
                    edit(out, "status", patch.status(), status -> out.writeString(status.text()));
                    pairs(out, "parameters", patch.parameters(), out::writeString);
                    edit(out, "ttlMs", patch.ttlMillis(), out::writeNumber);
                    edit(out, "check", patch.check(), check -> check(out, check));
                    pairs(out, "metrics", patch.metrics(), out::writeNumber);
                    out.writeEndObject();
                }),
                StandardCharsets.UTF_8);
    }

    /**
     * The same of a service.
     *
     * @throws IllegalArgumentException it takes all pairs away and sets others, which one merge patch cannot say
     */
    public static String json(ServicePatch patch) {
        return new String(
                JsonOutput.bytes(out -> {
                    out.writeStartObject();
                    pairs(out, "metadata", patch.metadata(), out::writeString);
                    edit(out, "ttlMs", patch.ttlMillis(), out::writeNumber);
                    edit(out, "protectionRatio", patch.ratioPerMille(), (Integer perMille) -> ratio(out, perMille));
                    out.writeEndObject();
                }),
                StandardCharsets.UTF_8);
    }

    /** A ratio of so many thousandths, as an answer shows it. */
    public static void ratio(JsonGenerator out, int perMille) throws IOException {
        out.writeNumber(perMille / WHOLE);
    }

    private static void check(JsonGenerator out, CheckPatch check) throws IOException {
        out.writeStartObject();
        edit(out, "type", check.type(), (HealthCheck.Type type) -> out.writeString(type.text()));
        edit(out, "port", check.port(), out::writeNumber);
        edit(out, "path", check.path(), out::writeString);
        edit(out, "intervalMs", check.intervalMillis(), out::writeNumber);
        edit(out, "timeoutMs", check.timeoutMillis(), out::writeNumber);
        edit(out, "rise", check.rise(), out::writeNumber);
        edit(out, "fall", check.fall(), out::writeNumber);
        edit(out, "initial", check.initial(), (Status status) -> out.writeString(status.text()));
        edit(out, "removeAfterMs", check.removeAfterMillis(), out::writeNumber);
        out.writeEndObject();
    }

    /** Writes one value. */
    private interface Value<T> {
        void write(T value) throws IOException;
    }

    private static <T> void edit(JsonGenerator out, String name, Edit<T> edit, Value<T> writer) throws IOException {
        if (edit instanceof Edit.Clear<T>) {
            out.writeNullField(name);
        } else if (edit instanceof Edit.To<T> to) {
            out.writeFieldName(name);
            writer.write(to.value());
        }
    }

    private static void pairs(JsonGenerator out, String name, ParametersPatch patch, Value<String> writer)
            throws IOException {
        if (patch.clears() && (!patch.set().isEmpty() || !patch.removed().isEmpty())) {
            throw new IllegalArgumentException(name + " must either all go or be set one by one");
        }
        if (patch.clears()) {
            out.writeNullField(name);
        } else if (!patch.equals(ParametersPatch.NONE)) {
            out.writeObjectFieldStart(name);
            for (int place = 0; place < patch.set().size(); place++) {
                out.writeFieldName(patch.set().key(place));
                writer.write(patch.set().value(place));
            }
            for (String key : patch.removed()) {
                out.writeNullField(key);
            }
            out.writeEndObject();
        }
    }
}
