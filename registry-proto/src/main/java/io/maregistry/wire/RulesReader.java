package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.model.Edit;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.ServicePatch;
import java.math.BigDecimal;

/**
 * Reads what operators want of services: {@code {"metadata":{"team":"pay"},"ttlMs":30000,"protectionRatio":0.3}}. What a
 * service does not have is passed over. Faults are an {@link io.maregistry.error.RegistryException.InvalidRequest} with the
 * place. Any thread.
 */
public final class RulesReader {

    private static final long MIN_TTL_MILLIS = 3_000;
    private static final long MAX_TTL_MILLIS = 3_600_000;
    private static final int WHOLE = 1_000; // thousandths
    private static final int MAX_DIGITS = 32;

    private final InstanceLimits limits;

    /** The limits of an instance's parameters hold for metadata, too, and its shortest ttl for the ttl. */
    public RulesReader(InstanceLimits limits) {
        this.limits = limits;
    }

    /** The merge patch that is the whole body (RFC 7396): what is absent stays, and {@code null} takes a value away. */
    public ServicePatch patch(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        Fields fields = new Fields(in);
        in.begin();
        in.fields(fields::read);
        in.end();
        return new ServicePatch(fields.metadata, fields.ttlMillis, fields.ratioPerMille);
    }

    /** The pairs that the input stands at. */
    public Parameters metadata(JsonInput in) {
        return new ParameterReader(limits).read(in);
    }

    private final class Fields {
        private final JsonInput in;
        private ParametersPatch metadata = ParametersPatch.NONE;
        private Edit<Long> ttlMillis = Edit.keep();
        private Edit<Integer> ratioPerMille = Edit.keep();

        Fields(JsonInput in) {
            this.in = in;
        }

        void read(String name) {
            switch (name) {
                case "metadata" -> metadata = ParameterReader.patch(in, limits);
                case "ttlMs" -> ttlMillis = PatchFields.edit(in, this::ttl);
                case "protectionRatio" -> ratioPerMille = PatchFields.edit(in, this::perMille);
                default -> in.skip();
            }
        }

        private long ttl() {
            return in.integer(Math.max(MIN_TTL_MILLIS, limits.minTtlMillis()), MAX_TTL_MILLIS);
        }

        private int perMille() {
            String number = in.number();
            if (number.length() <= MAX_DIGITS) {
                try {
                    // not movePointRight, which makes all zeros of 1e999999999 before anybody looks at it
                    int perMille = new BigDecimal(number).scaleByPowerOfTen(3).intValueExact();
                    if (perMille >= 0 && perMille <= WHOLE) {
                        return perMille;
                    }
                } catch (ArithmeticException | NumberFormatException tooFine) {
                    // the fault below says it
                }
            }
            throw in.fault("must be 0 to 1 in steps of 0.001");
        }
    }
}
