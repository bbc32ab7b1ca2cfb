package io.maregistry.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which instances are wanted, by their parameters, metrics and state: conditions, all of which must match.
 *
 * <table>
 *   <caption>One condition</caption>
 *   <tr><td>{@code key}, {@code !key}</td><td>it is there, it is not there</td></tr>
 *   <tr><td>{@code key=v}, {@code key!=v}</td><td>equal, not equal; an absent key is not equal</td></tr>
 *   <tr><td>{@code key>v}, {@code >=}, {@code <}, {@code <=}</td><td>in order; an absent key never is</td></tr>
 *   <tr><td>{@code key in (a,b)}</td><td>one of them</td></tr>
 *   <tr><td>{@code key^=prefix}</td><td>begins so</td></tr>
 * </table>
 *
 * <p>{@code key} and {@code metadata.key} read the parameters, {@code metrics.key} the metrics, and {@code instance.} followed
 * by {@code healthy}, {@code status}, {@code weight}, {@code enabled}, {@code draining}, {@code scheme}, {@code host} or
 * {@code port} what counts of the instance now. Metrics compare as numbers.
 * Parameters are put in order as numbers where both sides are decimal numbers, else by code points; they are equal as text,
 * so that version 1.10 is not 1.1. A value with blanks, commas, parentheses or operators is written in double quotes, inside
 * which {@code \"} and {@code \\} stand for themselves; so is the empty one. Blanks around operators do not matter.
 *
 * <p>Immutable; any thread. Equal filters have the same conditions in the same words.
 */
public final class Filter {

    private static final int MAX_CONDITIONS = 64;

    private final List<String> expressions;
    private final List<Condition> conditions;
    private final boolean readsMetrics;

    private Filter(List<String> expressions) {
        if (expressions.size() > MAX_CONDITIONS) {
            throw new FilterException(
                    "filter must have at most " + MAX_CONDITIONS + " conditions, had " + expressions.size(), 0);
        }
        this.expressions = List.copyOf(expressions);
        this.conditions = this.expressions.stream()
                .map(expression -> new FilterText(expression).condition())
                .toList();
        this.readsMetrics = conditions.stream().anyMatch(Condition::isMetric);
    }

    /**
     * The filter of those conditions; of none it matches everything.
     *
     * @throws FilterException where one cannot be read, with the place; at most 64, each of 8,192 characters
     */
    public static Filter of(String... conditions) {
        return new Filter(Arrays.asList(conditions));
    }

    /** The same. */
    public static Filter of(List<String> conditions) {
        return new Filter(conditions);
    }

    /** Whether it has no condition, and so matches everything. */
    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** The conditions as they were written. */
    public List<String> conditions() {
        return expressions;
    }

    /** Whether a condition reads metrics, which no list of a service holds. */
    public boolean readsMetrics() {
        return readsMetrics;
    }

    /**
     * Whether all conditions match.
     *
     * @param metrics decimal numbers as text; one that is none counts as absent
     */
    public boolean matches(Instance instance, Map<String, String> metrics) {
        return matches(instance, metrics::get);
    }

    /** The same with the metrics as the instance told them. */
    public boolean matches(Instance instance, Metrics metrics) {
        return matches(instance, metrics::get);
    }

    private boolean matches(Instance instance, Function<String, @Nullable String> metrics) {
        for (Condition condition : conditions) {
            if (!condition.matches(instance, metrics)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter that && expressions.equals(that.expressions);
    }

    @Override
    public int hashCode() {
        return expressions.hashCode();
    }

    /** The conditions as they were written. */
    @Override
    public String toString() {
        return expressions.toString();
    }
}
