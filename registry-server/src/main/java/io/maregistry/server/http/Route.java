package io.maregistry.server.http;

import java.util.List;

/**
 * One verb on one path.
 *
 * @param template the path; a segment in braces stands for any one segment
 * @param intake what becomes of a body
 * @param parameters the query's parameters; under {@code /v1} there may be no others
 */
record Route(Verb verb, String template, Intake intake, Parameters parameters, Endpoint endpoint) {

    /** One whose parameters are each given once at most. */
    Route(Verb verb, String template, Intake intake, List<String> parameters, Endpoint endpoint) {
        this(verb, template, intake, new Parameters(parameters, List.of()), endpoint);
    }

    /**
     * The parameters of a query.
     *
     * @param names all of them
     * @param repeatable those that may be given more than once
     */
    record Parameters(List<String> names, List<String> repeatable) {
        Parameters {
            names = List.copyOf(names);
            repeatable = List.copyOf(repeatable);
        }
    }

    /** What becomes of the body of a request. */
    enum Intake {
        /** It is read and dropped. */
        DROPPED,
        /** It is gathered in memory. */
        GATHERED,
        /** It goes to a file, since it may be larger than memory. */
        SPOOLED
    }

    boolean isNative() {
        return template.startsWith("/v1/");
    }
}
