"""Each condition of each rule: a pair of records that the rule takes, and what it must not take."""
