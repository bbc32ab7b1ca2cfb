package io.maregistry.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says an unlawful property in one line in place of a stack trace; before Boot's own, which would show the wrapping. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnlawfulPropertyAnalyzer extends AbstractFailureAnalyzer<UnlawfulPropertyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnlawfulPropertyException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Correct " + cause.property() + '.', rootFailure);
    }
}
