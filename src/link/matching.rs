//! Odds of pairs -> probabilities when each row has at most one partner.
//!
//! Method: belief propagation on the graph of the pairs, each row matched at most once (Bayati, Shah and Sharma 2008; Huang and
//! Jebara 2009), here for the probabilities instead of the best matching.

/// Two rows that may be partners, with the odds of that against neither having one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub odds: f64,
}

/// Rounds of passing messages; where few rows compete they settle in three or four.
const ROUNDS: usize = 24;

/// For each edge, in order, the probability that its rows are partners.
pub(super) fn probabilities(edges: &[Edge]) -> Vec<f64> {
    let from_count = edges.iter().map(|it| it.from + 1).max().unwrap_or(0);
    let to_count = edges.iter().map(|it| it.to + 1).max().unwrap_or(0);
    // How free each row is but for the edge, as the row tells its partner on the edge.
    let mut free_from = vec![1.0; edges.len()];
    let mut free_to = vec![1.0; edges.len()];
    for _ in 0..ROUNDS {
        let mut claims_on_from = vec![0.0; from_count];
        let mut claims_on_to = vec![0.0; to_count];
        for (index, edge) in edges.iter().enumerate() {
            claims_on_from[edge.from] += edge.odds * free_to[index];
            claims_on_to[edge.to] += edge.odds * free_from[index];
        }
        for (index, edge) in edges.iter().enumerate() {
            let (by_to, by_from) = (edge.odds * free_to[index], edge.odds * free_from[index]);
            free_from[index] = 1.0 / (1.0 + (claims_on_from[edge.from] - by_to).max(0.0));
            free_to[index] = 1.0 / (1.0 + (claims_on_to[edge.to] - by_from).max(0.0));
        }
    }
    let probability = |(index, edge): (usize, &Edge)| {
        let odds = edge.odds * free_from[index] * free_to[index];
        odds / (1.0 + odds)
    };
    edges.iter().enumerate().map(probability).collect()
}

/// The partners: the likeliest pairs first, none less likely than `least`; each row once. Indices of edges, in their order.
pub(super) fn partners(edges: &[Edge], probabilities: &[f64], least: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..edges.len()).filter(|index| probabilities[*index] >= least).collect();
    let rank = |index: &usize| (probabilities[*index], edges[*index].odds);
    order.sort_by(|a, b| {
        let (first, second) = (rank(a), rank(b));
        second.0.total_cmp(&first.0).then(second.1.total_cmp(&first.1)).then(a.cmp(b))
    });
    let (mut from_taken, mut to_taken) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    order.retain(|index| {
        let edge = edges[*index];
        let is_free = !from_taken.contains(&edge.from) && !to_taken.contains(&edge.to);
        is_free && from_taken.insert(edge.from) && to_taken.insert(edge.to)
    });
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges as (from, to, odds); probabilities in percent, and the partners.
    #[track_caller]
    fn check(edges: &[(usize, usize, f64)], expected: &[u32], expected_partners: &[usize]) {
        let edges: Vec<Edge> =
            edges.iter().map(|(from, to, odds)| Edge { from: *from, to: *to, odds: *odds }).collect();
        let found = probabilities(&edges);
        assert_eq!(found.iter().map(|it| (100.0 * it).round() as u32).collect::<Vec<_>>(), expected);
        assert_eq!(partners(&edges, &found, 0.3), expected_partners);
    }

    #[test]
    fn a_pair_alone_has_its_odds() {
        check(&[(0, 0, 9.0)], &[90], &[0]);
    }

    #[test]
    fn two_that_are_alike_share_one() {
        check(&[(0, 0, 1000.0), (1, 0, 1000.0)], &[50, 50], &[0]);
    }

    #[test]
    fn a_rival_that_is_taken_elsewhere_does_not_count() {
        check(&[(0, 0, 1e6), (1, 0, 100.0), (1, 1, 100.0)], &[100, 0, 99], &[0, 2]);
    }

    #[test]
    fn exact_on_a_chain() {
        // Matchings and their weights: none 1, {a} 2, {b} 3, {c} 4, {a, c} 8.
        check(&[(0, 0, 2.0), (0, 1, 3.0), (1, 1, 4.0)], &[56, 17, 67], &[0, 2]);
    }
}
